"""Tables that the package reads; see the NOTICE files beside them."""
