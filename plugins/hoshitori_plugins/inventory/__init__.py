"""What a device says of itself: model, version and components, read where its users see them."""
