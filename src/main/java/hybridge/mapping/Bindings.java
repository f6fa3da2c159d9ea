package hybridge.mapping;

import hybridge.profile.KeyAction;
import hybridge.profile.Layout;
import hybridge.profile.Layout.Binding;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a control is bound to. The layer's own bindings come before the layout's, those with exactly
 * the modifiers that are held before those without, a control's own name before that of its family.
 */
final class Bindings {
  private Bindings() {}

  /**
   * @param family empty for none
   * @return null for nothing
   */
  static KeyAction of(
      Layout layout, Layout.Layer layer, Set<String> modifiers, String word, String family) {
    if (!modifiers.isEmpty()) {
      KeyAction with = layered(layout, layer, modifiers, word, family);
      if (with != null) {
        return with;
      }
    }
    return layered(layout, layer, Set.of(), word, family);
  }

  private static KeyAction layered(
      Layout layout, Layout.Layer layer, Set<String> modifiers, String word, String family) {
    KeyAction own = either(layer.bind(), modifiers, word, family);
    return own != null ? own : either(layout.bind(), modifiers, word, family);
  }

  private static KeyAction either(
      Map<String, Binding> bind, Set<String> modifiers, String word, String family) {
    KeyAction exact = exact(bind, modifiers, word);
    return exact != null || family.isEmpty() ? exact : exact(bind, modifiers, family);
  }

  /** What stands there under exactly this name; or null. */
  static KeyAction exact(Map<String, Binding> bind, Set<String> modifiers, String word) {
    String name =
        modifiers.isEmpty() ? word : String.join("+", new TreeSet<>(modifiers)) + "+" + word;
    Binding found = bind.get(name);
    return found == null ? null : found.action();
  }

  /** Is there anything bound to it, whatever is held and whichever layer it is? */
  static boolean ever(Layout layout, String word, String family) {
    return any(layout.bind(), word, family)
        || layout.layers().values().stream().anyMatch(l -> any(l.bind(), word, family));
  }

  private static boolean any(Map<String, Binding> bind, String word, String family) {
    return bind.keySet().stream()
        .map(name -> name.substring(name.lastIndexOf('+') + 1))
        .anyMatch(name -> name.equals(word) || name.equals(family));
  }
}
