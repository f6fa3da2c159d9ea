package hybridge.rt;

import static org.mockito.Mockito.atLeast;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Only the failure matters here: a role that throws must not end its thread, nor the roles beside
 * it.
 */
class RoleThreadTest {

  private static Role role(String name) {
    Role role = mock(Role.class);
    when(role.roleName()).thenReturn(name);
    when(role.restNanos()).thenReturn(1_000_000L);
    return role;
  }

  @Test
  void aRoleThatThrowsIsCalledAgainAndSoAreItsNeighbours() {
    Role broken = role("broken");
    when(broken.work())
        .thenThrow(new IllegalStateException("a fault in one move"))
        .thenThrow(new NoClassDefFoundError("a fault of the build"))
        .thenReturn(0);
    Role neighbour = role("neighbour");
    try (RoleThread thread =
        new RoleThread("test", Signal.ofJava(), List.of(broken, neighbour)).start()) {
      verify(broken, timeout(5_000).atLeast(4)).work();
      verify(neighbour, atLeast(3)).work();
    }
  }
}
