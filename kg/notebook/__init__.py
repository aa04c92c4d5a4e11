"""In a notebook: networks that show themselves, and the %%sparql magic."""
