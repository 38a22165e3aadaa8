"""Programs for those who work on DenialOps; the product never imports them."""
