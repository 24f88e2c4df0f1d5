"""Papers as PDF (Typst) and DOCX, and their QR codes. Fonts come with the program; no network is asked."""
