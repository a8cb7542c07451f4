"""JC-STAR level 1 (★1): what its 16 requirements ask, as data, and the cases that judge a record against them."""
