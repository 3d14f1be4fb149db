"""The panel's standing: its seats, statements of confidentiality, organisations with their agreements, and terms."""
