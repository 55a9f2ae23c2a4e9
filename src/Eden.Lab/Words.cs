using System.Text;

namespace Eden.Lab;

/// <summary>Words that name a thing, such as an optimizer: found however they are written, and suggested where they are misspelt. Letter
/// case, hyphens, underscores, dots and blanks do not count.</summary>
internal static class Words
{
    /// <summary>The shortest beginning of a word that suggests it.</summary>
    private const int ShortestBeginning = 3;

    /// <summary>The known word that is meant, or <see langword="null"/> where none is, or more than one.</summary>
    /// <param name="word">What the user wrote.</param>
    /// <param name="known">The words that are allowed.</param>
    public static string? Find(string word, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(word);
        ArgumentNullException.ThrowIfNull(known);
        string key = KeyOf(word);
        string[] found = [.. known.Where(one => KeyOf(one) == key)];
        return found.Contains(word) ? word : found is [string only] ? only : null;
    }

    /// <summary>The known word that is meant.</summary>
    /// <param name="what">What is set, for example <c>--optimizer</c>.</param>
    /// <param name="word">What the user wrote.</param>
    /// <param name="known">The words that are allowed.</param>
    /// <exception cref="InputException">None is meant.</exception>
    public static string Choose(string what, string word, IReadOnlyCollection<string> known) =>
        Find(word, known) ?? throw new InputException(Refusal(what, word, known));

    /// <summary>One line that refuses a word: <c>--optimizer is 'sgdd' (did you mean sgd?); it must be adam or sgd</c>.</summary>
    /// <param name="what">What is set, for example <c>--optimizer</c>.</param>
    /// <param name="word">What the user wrote.</param>
    /// <param name="known">The words that are allowed.</param>
    /// <param name="more">What else is allowed, in words.</param>
    public static string Refusal(string what, string word, IReadOnlyCollection<string> known, string? more = null) =>
        $"{what} is {Quote(word, known)}; it must be {List(more is null ? known : [.. known, more])}";

    /// <summary>A word in quotes, with a question whether those that are nearest were meant: <c>'sgdd' (did you mean sgd?)</c>.</summary>
    /// <param name="word">What the user wrote.</param>
    /// <param name="known">The words that are allowed.</param>
    public static string Quote(string word, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(word);
        ArgumentNullException.ThrowIfNull(known);
        string key = KeyOf(word);
        string[] nearest = [];
        if (key.Length > 0)
        {
            nearest = known.Select(one => (Word: one, Distance: DistanceBetween(key, KeyOf(one)))).Where(one => one.Distance <= key.Length / 3)
                .GroupBy(one => one.Distance, one => one.Word).MinBy(group => group.Key)?.ToArray() ?? [];
        }

        return $"'{Printable.Of(word)}'{(nearest.Length == 0 ? "" : $" (did you mean {List(nearest)}?)")}";
    }

    /// <summary>Words in a sentence: <c>a, b or c</c>.</summary>
    private static string List(IReadOnlyCollection<string> words) =>
        words.Count > 1 ? $"{string.Join(", ", words.SkipLast(1))} or {words.Last()}" : words.Single();

    private static int DistanceBetween(string key, string known) =>
        key.Length >= ShortestBeginning && known.Length > key.Length && known.StartsWith(key, StringComparison.Ordinal) ? 1 : EditsBetween(key, known);

    private static string KeyOf(string word)
    {
        StringBuilder key = new();
        foreach (char c in word)
        {
            if (c is not ('-' or '_' or '.' or ' '))
            {
                key.Append(char.ToLowerInvariant(c));
            }
        }

        return key.ToString();
    }

    /// <summary>How many letters have to be put in, taken out, changed, or exchanged with the next (Damerau).</summary>
    private static int EditsBetween(string left, string right)
    {
        int[,] distance = new int[left.Length + 1, right.Length + 1];
        for (int i = 0; i <= left.Length; i++)
        {
            for (int j = 0; j <= right.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    distance[i, j] = i + j;
                    continue;
                }

                int change = left[i - 1] == right[j - 1] ? 0 : 1;
                distance[i, j] = Math.Min(Math.Min(distance[i - 1, j], distance[i, j - 1]) + 1, distance[i - 1, j - 1] + change);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    distance[i, j] = Math.Min(distance[i, j], distance[i - 2, j - 2] + 1);
                }
            }
        }

        return distance[left.Length, right.Length];
    }
}
