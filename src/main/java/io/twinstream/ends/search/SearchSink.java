package io.twinstream.ends.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.twinstream.api.BatchRows;
import io.twinstream.api.Sink;
import io.twinstream.api.SinkRows;
import io.twinstream.error.UserError;

/**
 * Writes rows as documents of an index, by the tasks. A row's id is its key, so one that is written
 * again replaces itself; its version grows with the batch, so an older one never takes its place.
 * The documents of a batch appear one after another.
 *
 * <p>A job that keeps state writes totals, whose key is the row's own. The rows of any other job
 * have {@code run} and {@code batch} before it, in the id and as fields; written again, a batch
 * replaces all of its rows.
 *
 * <p>Of the drivers of a run only the one that started last can write: see {@link Registration}.
 */
final class SearchSink<R> implements Sink<R> {
  private static final long serialVersionUID = 1L;
  private static final int NOT_FOUND = 404;
  private static final int BAD_REQUEST = 400;

  private final SearchAddress address;
  private final SearchServer server;
  private final Documents documents;
  private transient Registration registration;

  SearchSink(SearchAddress address, SinkRows<R> rows) {
    this.address = address;
    this.server = new SearchServer(address);
    this.documents = Documents.of(rows, address.toString());
  }

  /** Makes the index if it is missing. */
  @Override
  public void check() {
    String path = "/" + address.index();
    SearchServer.Answer found = server.once("GET", path + "/_mapping", null);
    if (found.status() == NOT_FOUND) {
      SearchServer.Answer made = server.once("PUT", path, documents.definition().toString());
      if (!made.isOk() && made.status() != BAD_REQUEST) { // which another driver has just made
        throw UserError.failed("%s: %s".formatted(address, made.reason()));
      }
      found = server.once("GET", path + "/_mapping", null);
    }
    if (!found.isOk()) {
      throw UserError.failed("%s: %s".formatted(address, found.reason()));
    }
    JsonNode fields = found.body().elements().next().path("mappings").path("properties");
    documents
        .firstOther(fields)
        .ifPresent(
            other -> {
              throw UserError.failed(
                  "%s: its mapping is not of these rows: %s: name another index, or delete this one"
                      .formatted(address, other));
            });
  }

  @Override
  public void takeOver(long epoch, String driver) {
    registration = Registration.of(address, server, documents.run(), epoch, driver);
  }

  @Override
  public void giveUp() {
    server.giveUp();
  }

  @Override
  public void write(BatchRows<R> rows, long batch) {
    if (registration == null) { // a driver that shares its run with no other
      takeOver(0, "");
    }
    if (documents.isOfBatch() && registration.mayHave(batch)) {
      deleteBatch(batch);
    }
    registration.begin(batch);
    long version = registration.version(batch);
    SearchAddress to = address;
    SearchServer receiver = server;
    Documents format = documents;
    rows.map(
        (part, task) -> {
          Bulk bulk = new Bulk(to, receiver);
          while (part.hasNext()) {
            ObjectNode row = format.format().toNode(part.next());
            bulk.add(
                format.action(row, batch, version).toString(),
                format.document(row, batch).toString());
          }
          bulk.flush();
          return task.partition();
        });
  }

  /**
   * Run again after a crash, a batch may have other records than the first time, and so other rows.
   */
  private void deleteBatch(long batch) {
    server.untilThere("POST", "/" + address.index() + "/_refresh", null);
    SearchServer.Answer deleted =
        server.untilThere(
            "POST",
            "/" + address.index() + "/_delete_by_query?conflicts=proceed&refresh=true",
            documents.ofBatch(batch).toString());
    if (!deleted.isOk()) {
      throw UserError.failed("%s: %s".formatted(address, deleted.reason()));
    }
  }
}
