/** An index of OpenSearch or Elasticsearch, written by its bulk API. */
package io.twinstream.ends.search;
