"""The lab's network: namespaces, the wire to each device, and the processes that live and die with them."""
