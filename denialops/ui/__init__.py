"""The pages' frame and the pieces that more than one page shows."""
