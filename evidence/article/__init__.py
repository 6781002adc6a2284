"""An article is read: documents to sentences, which claim each makes, how sure it sounds, and what is wrong with it."""
