"""Forms: validate and convert, hand out one typed value. A form never changes the world."""
