"""Finding the right item: this product beside pipelines of LlamaIndex and Haystack, on the same texts and vectors."""
