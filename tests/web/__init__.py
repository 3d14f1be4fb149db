"""The staff pages, asked through the whole service."""
