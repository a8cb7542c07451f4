"""The instruments of the lab's bench: what a test engineer's hands, eyes and cables do, done to a virtual device."""
