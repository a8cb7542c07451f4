"""The scheme levels that come with Hoshitori, a folder each; they judge recorded facts."""
