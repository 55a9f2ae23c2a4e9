using System.Globalization;

namespace Eden.Playground.Pages;

/// <summary>What the reader set: checked, one value for each setting of a view.</summary>
internal sealed class Values
{
    private const int LongestQuery = 2000;
    private readonly Dictionary<string, string> _texts;

    private Values(Dictionary<string, string> texts) => _texts = texts;

    /// <summary>Reads the part of a link behind the view's name: <c>lr=0.01&amp;wd=0.1</c>. What it does not name has its default.</summary>
    /// <exception cref="PageException">A name is unknown or given twice, or a value is not allowed.</exception>
    public static Values Parse(IReadOnlyList<Setting> settings, string query)
    {
        if (query.Length > LongestQuery)
        {
            throw new PageException(new($"The link is longer than {LongestQuery} characters.", $"链接超过 {LongestQuery} 个字符。"));
        }

        Dictionary<string, string> given = [];
        foreach (string part in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int sign = part.IndexOf('=', StringComparison.Ordinal);
            string name = Uri.UnescapeDataString(sign < 0 ? part : part[..sign]);
            if (settings.All(setting => setting.Name != name) || !given.TryAdd(name, sign < 0 ? "" : Uri.UnescapeDataString(part[(sign + 1)..])))
            {
                throw new PageException(new($"The link names '{name}', which this view does not have or which stands there twice.", $"链接中的“{name}”未知或重复。"));
            }
        }

        return new(settings.ToDictionary(setting => setting.Name, setting => given.TryGetValue(setting.Name, out string? text) ? setting.Check(text) : setting.Default));
    }

    public string Text(string name) => _texts[name];

    public double Number(string name) => double.Parse(_texts[name], CultureInfo.InvariantCulture);

    public int Whole(string name) => (int)Number(name);

    public bool Flag(string name) => _texts[name] == "1";

    /// <summary>The values that are not the defaults, as a link writes them.</summary>
    public string Query(IReadOnlyList<Setting> settings) =>
        string.Join('&', settings.Where(setting => _texts[setting.Name] != setting.Default).Select(setting => $"{setting.Name}={Uri.EscapeDataString(_texts[setting.Name])}"));
}
