"""Key stages, the community's part in them, what it is told of progress, and the contacts between those involved."""
