module github.com/envparity/envparity

go 1.26.0
