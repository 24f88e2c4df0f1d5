"""What a bundle of evidence says of itself: BACA-DULU.txt and README.txt go into every one."""
