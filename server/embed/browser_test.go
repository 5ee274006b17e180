package embed_test

import "testing"

type seen struct{}

func (s *site) browser(t *testing.T) {}
