"""The core of Hoshitori: facts about a device, judgements over them, and the evidence of both."""
