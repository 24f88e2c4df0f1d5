// Checks a log on disk with Go's own transparency-log library: verifier VKEY FOLDER
package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

var name = regexp.MustCompile(`^tile/(entries|\d+)/((?:x\d{3}/)*\d{3})(?:\.p/(\d+))?$`)

type memory []tlog.Hash

func (m memory) ReadHashes(at []int64) (found []tlog.Hash, err error) {
	for _, i := range at {
		found = append(found, m[i])
	}
	return
}

func must(ok bool, what string, err error) {
	if !ok || err != nil {
		fmt.Println("REJECTED", what, err)
		os.Exit(1)
	}
}

func main() {
	verifier, err := note.NewVerifier(os.Args[1])
	must(true, "vkey", err)
	raw, err := os.ReadFile(filepath.Join(os.Args[2], "checkpoint"))
	must(true, "checkpoint", err)
	opened, err := note.Open(raw, note.VerifierList(verifier))
	must(true, "checkpoint", err)
	said := strings.Split(opened.Text, "\n")
	must(said[0] == verifier.Name(), "origin", nil)
	size, err := strconv.ParseInt(said[1], 10, 64)
	must(true, "size", err)
	root, err := tlog.ParseHash(said[2])
	must(true, "root", err)

	var hashes memory
	var entries [][]byte
	for n := int64(0); n < size; {
		width := size - n
		if width > 256 {
			width = 256
		}
		path := strings.Replace(tlog.Tile{H: 8, L: 0, N: n / 256, W: int(width)}.Path(), "tile/8/0/", "tile/entries/", 1)
		bundle, err := os.ReadFile(filepath.Join(os.Args[2], path))
		must(true, path, err)
		for end := n + width; n < end; n++ {
			must(len(bundle) >= 2 && len(bundle) >= 2+int(bundle[0])<<8+int(bundle[1]), path, nil)
			entry := bundle[2 : 2+int(bundle[0])<<8+int(bundle[1])]
			bundle = bundle[2+len(entry):]
			entries = append(entries, entry)
			more, err := tlog.StoredHashes(n, entry, hashes)
			must(true, path, err)
			hashes = append(hashes, more...)
		}
		must(len(bundle) == 0, path, nil)
	}
	found, err := tlog.TreeHash(size, hashes)
	must(found == root, "root", err)

	files := 0
	must(true, "walk", filepath.WalkDir(filepath.Join(os.Args[2], "tile"), func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		path, _ := filepath.Rel(os.Args[2], file)
		parts := name.FindStringSubmatch(filepath.ToSlash(path))
		must(parts != nil, path, nil)
		n, _ := strconv.ParseInt(strings.NewReplacer("x", "", "/", "").Replace(parts[2]), 10, 64)
		width, level := 256, 0
		if parts[3] != "" {
			width, _ = strconv.Atoi(parts[3])
		}
		var want []byte
		if parts[1] == "entries" {
			must(n*256+int64(width) <= size, path, nil)
			for _, entry := range entries[n*256 : n*256+int64(width)] {
				want = append(append(want, byte(len(entry)>>8), byte(len(entry))), entry...)
			}
		} else {
			level, _ = strconv.Atoi(parts[1])
			want, err = tlog.ReadTileData(tlog.Tile{H: 8, L: level, N: n, W: width}, hashes)
			must(true, path, err)
		}
		have, err := os.ReadFile(file)
		must(bytes.Equal(have, want), path, err)
		files++
		return nil
	}))
	fmt.Println("OK", size, "entries", files, "files")
}
