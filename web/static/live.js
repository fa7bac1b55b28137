// The desk follows what happens.
