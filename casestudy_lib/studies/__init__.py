"""What single pages of the book measure, beyond the phases."""
