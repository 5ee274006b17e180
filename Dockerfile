FROM golang:1.26-alpine AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags=-s -o /promisegraph ./cmd/promisegraph

FROM scratch
# For databases behind neo4j+s://.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /promisegraph /promisegraph
USER 65532:65532
ENV PROMISEGRAPH_ADDR=0.0.0.0:8080
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["/promisegraph", "health"]
ENTRYPOINT ["/promisegraph"]
CMD ["serve"]
