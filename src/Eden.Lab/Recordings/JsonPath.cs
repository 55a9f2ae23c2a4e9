using System.Globalization;
using System.Text;

namespace Eden.Lab.Recordings;

/// <summary>Where in a document a reader is, for messages: <c>steps[3].params.weight</c>.</summary>
internal sealed class JsonPath
{
    private readonly List<(string? Name, int Index)> _parts = [];

    public void Push(string name) => _parts.Add((name, 0));

    public void Push(int index) => _parts.Add((null, index));

    public void Pop() => _parts.RemoveAt(_parts.Count - 1);

    public override string ToString()
    {
        StringBuilder text = new();
        foreach ((string? name, int index) in _parts)
        {
            if (name is null)
            {
                text.Append(CultureInfo.InvariantCulture, $"[{index}]");
            }
            else
            {
                text.Append(text.Length > 0 ? "." : "").Append(Printable.Of(name));
            }
        }

        return text.ToString();
    }
}
