package io.twinstream.watch;

import java.net.URI;
import java.util.Optional;

/**
 * Where the page of a run is shown.
 *
 * @param port 0 for any that is free
 * @param beside the page of another run, which is shown on the same page
 */
public record Serving(int port, Optional<URI> beside) {}
