package site

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"hash/crc32"
	"sync"
)

// zipped is a gzip file (RFC 1952) in two halves with room for a form key
// between them, or whole in head. Browsers read the first member of a file
// only, so it is one member and one stream: the first half ends at a byte
// boundary, the key goes in as a stored block (RFC 1951 §3.2.4), and the second
// half refers to nothing before it.
type zipped struct {
	head, tail []byte
	// sum and plain are the CRC-32 of the first half and the second half itself,
	// whose sum goes on from the key's.
	sum   uint32
	plain []byte
	keyed bool
	total uint32
}

const (
	storedHead = 5 // header of a stored block: its kind, its length twice
	gzipTail   = 8 // CRC-32 and length
	// bigPage is from where speed counts for more than size, in bytes.
	bigPage = 256 << 10
)

func (k *packer) zip(head, tail []byte, keyed bool) zipped {
	z := zipped{keyed: keyed, sum: crc32.ChecksumIEEE(head), plain: tail, total: uint32(len(head) + len(tail))}
	z.head = append([]byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255}, k.deflate(head, !keyed)...)
	if !keyed {
		z.head = z.ending(z.head, z.sum)
		return z
	}
	z.total += keySize
	z.tail = k.deflate(tail, true)
	return z
}

// packer keeps compressors for the next page: a new one is 800 kB, more than
// all the rest of a page costs. It is safe for concurrent use.
type packer struct{ small, big sync.Pool }

// deflate compresses one half; one that is not the last ends at a byte
// boundary and leaves the stream open.
func (k *packer) deflate(half []byte, last bool) []byte {
	pool, level := &k.small, flate.DefaultCompression
	if len(half) > bigPage {
		pool, level = &k.big, flate.BestSpeed
	}
	var b bytes.Buffer
	w, ok := pool.Get().(*flate.Writer)
	if ok {
		w.Reset(&b)
	} else {
		w, _ = flate.NewWriter(&b, level) // which fails for unknown levels only
	}
	defer pool.Put(w)
	// Writing to memory cannot fail.
	_, _ = w.Write(half)
	if last {
		_ = w.Close()
	} else {
		_ = w.Flush()
	}
	return b.Bytes()
}

func (z *zipped) ending(b []byte, sum uint32) []byte {
	return binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(b, sum), z.total)
}

// size is how many bytes an answer has.
func (z *zipped) size() int {
	if !z.keyed {
		return len(z.head)
	}
	return len(z.head) + storedHead + keySize + len(z.tail) + gzipTail
}

// with is the file with a key of keySize bytes in its gap.
func (z *zipped) with(key string) []byte {
	b := make([]byte, 0, z.size())
	b = append(b, z.head...)
	b = append(b, 0, keySize, 0, 0xff-keySize, 0xff)
	b = append(b, key...)
	b = append(b, z.tail...)
	sum := crc32.Update(z.sum, crc32.IEEETable, []byte(key))
	return z.ending(b, crc32.Update(sum, crc32.IEEETable, z.plain))
}
