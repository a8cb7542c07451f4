"""`make bench`: what Hoshitori's probes cost, as ratios to peers measured in the same run on the same device."""
