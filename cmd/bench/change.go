package main

import (
	"context"
	"errors"
	"net/http"
	"sync"

	"kantine/cmd/bench/probe/load"
)

// etag asks for the page's present ETag, without which a 304 proves nothing.
func (b *bench) etag(ctx context.Context) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+b.product.addr+"/", nil)
	if err != nil {
		return "", err
	}
	request.Header.Set("Accept-Encoding", "gzip")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	if err := response.Body.Close(); err != nil {
		return "", err
	}
	if etag := response.Header.Get("ETag"); etag != "" {
		return etag, nil
	}
	return "", errors.New("the page has no ETag")
}

// changing measures the overview while one client registers without a pause,
// so that nearly every look finds it changed and rendered anew.
func (b *bench) changing(page []byte) func() (load.Result, error) {
	return b.while(1, page)
}

// busy measures the page while as many clients register.
func (b *bench) busy(page []byte) func() (load.Result, error) {
	return b.while(clients, page)
}

func (b *bench) while(registering int, page []byte) func() (load.Result, error) {
	return func() (load.Result, error) {
		var others sync.WaitGroup
		var failed error
		post := b.post(b.product.addr, registering, b.form)
		others.Go(func() { _, failed = post() })
		result, err := b.fetch(b.product.addr, page)()
		others.Wait()
		return result, errors.Join(err, failed)
	}
}
