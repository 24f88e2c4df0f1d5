// Checks a C2SP tlog-proof whose extra data is the entry: proof FILE LOG_VKEY [WITNESS_VKEY ...]; all must have signed.
package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// witness verifies cosignatures (type 0x04), which golang.org/x/mod does not know.
type witness struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (w witness) Name() string    { return w.name }
func (w witness) KeyHash() uint32 { return w.hash }
func (w witness) Verify(msg, sig []byte) bool {
	if len(sig) != 72 {
		return false
	}
	head := fmt.Sprintf("cosignature/v1\ntime %d\n", binary.BigEndian.Uint64(sig))
	return ed25519.Verify(w.key, append([]byte(head), msg...), sig[8:])
}

func must(ok bool, what string, err error) {
	if !ok || err != nil {
		fmt.Println("REJECTED", what, err)
		os.Exit(1)
	}
}

func verifier(vkey string) note.Verifier {
	parts := strings.SplitN(vkey, "+", 3)
	must(len(parts) == 3, "vkey", nil)
	raw, err := base64.StdEncoding.DecodeString(parts[2])
	must(len(raw) == 33, "vkey", err)
	if raw[0] == 1 {
		v, err := note.NewVerifier(vkey)
		must(true, "vkey", err)
		return v
	}
	must(raw[0] == 4, "vkey", nil)
	hash := sha256.Sum256(append([]byte(parts[0]+"\n"), raw...))
	return witness{parts[0], binary.BigEndian.Uint32(hash[:]), raw[1:]}
}

func main() {
	raw, err := os.ReadFile(os.Args[1])
	must(true, "file", err)
	parts := strings.SplitN(string(raw), "\n\n", 2)
	must(len(parts) == 2, "form", nil)
	lines := strings.Split(parts[0], "\n")
	must(len(lines) > 2 && lines[0] == "c2sp.org/tlog-proof@v1", "header", nil)
	must(strings.HasPrefix(lines[1], "extra ") && strings.HasPrefix(lines[2], "index "), "form", nil)
	entry, err := base64.StdEncoding.Strict().DecodeString(lines[1][6:])
	must(true, "extra", err)
	index, err := strconv.ParseInt(lines[2][6:], 10, 64)
	must(strconv.FormatInt(index, 10) == lines[2][6:], "index", err)
	var path tlog.RecordProof
	for _, line := range lines[3:] {
		hash, err := tlog.ParseHash(line)
		must(hash.String() == line, "hash", err)
		path = append(path, hash)
	}
	var known []note.Verifier
	for _, vkey := range os.Args[2:] {
		known = append(known, verifier(vkey))
	}
	opened, err := note.Open([]byte(parts[1]), note.VerifierList(known...))
	must(true, "signatures", err)
	must(len(opened.Sigs) == len(known), "not all signed", nil)
	said := strings.Split(opened.Text, "\n")
	must(len(said) == 4 && said[0] == known[0].Name(), "origin", nil)
	size, err := strconv.ParseInt(said[1], 10, 64)
	must(true, "size", err)
	root, err := tlog.ParseHash(said[2])
	must(true, "root", err)
	must(true, "inclusion", tlog.CheckRecord(path, size, root, index, tlog.RecordHash(entry)))
	fmt.Println("OK", index, "of", size)
}
