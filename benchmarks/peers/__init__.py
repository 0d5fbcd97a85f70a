"""The programs that Netloom is measured against, one a file; `catalogue` lists them."""
