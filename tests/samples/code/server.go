// Package server answers.
package server

import (
	"net/http"
)

// Server holds the routes.
type Server struct {
	routes map[string]string
}

// Serve answers one request.
func (s *Server) Serve(w http.ResponseWriter) {
	if w == nil {
		return
	}
}

func New() *Server { return &Server{} }
