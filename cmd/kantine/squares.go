package main

import "github.com/skip2/go-qrcode"

// squares draws a text as a QR code, true for dark, without a border.
func squares(text string) ([][]bool, error) {
	code, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return nil, err
	}
	code.DisableBorder = true
	return code.Bitmap(), nil
}
