namespace Eden.Lab;

/// <summary>Words of a command line as a user pastes them into a shell.</summary>
internal static class ShellText
{
    /// <summary>A text as one word.</summary>
    /// <exception cref="ArgumentNullException">There is no text.</exception>
    public static string Quote(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '/' or '_' or '-' or ',' or ':' or '+')
            ? text
            : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }

    /// <summary>An option with its value. A value that begins with a hyphen could be taken for another option, unless it is tied to
    /// its own.</summary>
    /// <param name="name">The option, for example <c>--data</c>.</param>
    /// <exception cref="ArgumentNullException">There is no value.</exception>
    public static string Option(string name, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return $"{name}{(value.StartsWith('-') ? '=' : ' ')}{Quote(value)}";
    }
}
