package io.twinstream.jobs.recommend;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * What a {@code user} has played in a batch, {@code items}, and how often each item was {@code
 * played} in it by all users; a bean.
 */
public final class UserPlays implements Serializable {
  private static final long serialVersionUID = 1L;

  private String user;
  private List<String> items;
  private Map<String, Long> played;

  /** For {@code Encoders.bean}. */
  public UserPlays() {}

  UserPlays(String user, List<String> items, Map<String, Long> played) {
    this.user = user;
    this.items = items;
    this.played = played;
  }

  public String getUser() {
    return user;
  }

  public void setUser(String user) {
    this.user = user;
  }

  public List<String> getItems() {
    return items;
  }

  public void setItems(List<String> items) {
    this.items = items;
  }

  public Map<String, Long> getPlayed() {
    return played;
  }

  public void setPlayed(Map<String, Long> played) {
    this.played = played;
  }
}
