/** Models that jobs score with: trained from seeded data, the same every time. */
package io.twinstream.model;
