"""Tables, one file an aggregate."""
