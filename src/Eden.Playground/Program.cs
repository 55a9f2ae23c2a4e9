// The page calls Browser; a program needs a start.
return;
