"""One file a portal: what stands where on its pages. Found by module name, no list to edit."""
