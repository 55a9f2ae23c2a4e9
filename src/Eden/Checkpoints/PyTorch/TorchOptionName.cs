using System.Globalization;

namespace Eden.Checkpoints.PyTorch;

/// <summary>PyTorch's name of an option, as <see cref="IOptionMap"/> takes it.</summary>
/// <param name="Name">The key in a group.</param>
/// <param name="Index">The place in the list that stands there, or null where it is no list.</param>
/// <param name="Switch">The switch that the option depends on, or null.</param>
/// <param name="NeedsOn">Whether the switch must be on.</param>
/// <param name="Choices">The names of the values of a choice, in their order; otherwise empty.</param>
internal readonly record struct TorchOptionName(string Name, int? Index, string? Switch, bool NeedsOn, string[] Choices)
{
    public static TorchOptionName Parse(string text)
    {
        string[] words = text.Split(' ');
        string[] sides = words[0].Split('=');
        string[] parts = sides[0].Split('[', ']');
        return new(
            parts[0],
            parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : null,
            words.Length > 1 ? words[2] : null,
            words.Length > 1 && words[1] == "if",
            sides.Length > 1 ? sides[1].Split('|') : []);
    }
}
