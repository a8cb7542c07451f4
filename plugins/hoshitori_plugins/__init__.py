"""The probes that come with Hoshitori; each states facts about a device and judges nothing."""
