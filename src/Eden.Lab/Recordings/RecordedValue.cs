using System.Runtime.InteropServices;
using System.Text.Json;

namespace Eden.Lab.Recordings;

/// <summary>A value in a recording. Reads it as what it must be, and names the file and the place where it is something
/// else.</summary>
internal sealed class RecordedValue
{
    private const int LongestCopy = 1 << 16;

    private readonly CancellationToken _cancellation;
    private readonly JsonElement _element;
    private readonly RecordedValue? _parent;
    private readonly string _step = "";
    private Dictionary<string, JsonElement>? _members;

    /// <summary>The whole document.</summary>
    public RecordedValue(string source, JsonElement element, CancellationToken cancellation)
    {
        Source = source;
        _element = element;
        _cancellation = cancellation;
    }

    private RecordedValue(RecordedValue parent, string step, JsonElement element)
        : this(parent.Source, element, parent._cancellation)
    {
        _parent = parent;
        _step = step;
    }

    /// <summary>The file, as the user named it.</summary>
    public string Source { get; }

    /// <summary>For example <c>steps[3].params.weight</c>.</summary>
    public string Path => _parent is null ? "" : $"{_parent.Path}{_step}".TrimStart('.');

    public JsonValueKind Kind => _element.ValueKind;

    /// <summary>The kind of value, for complaints.</summary>
    public string Found => Kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => $"the text '{Printable.Of(Text())}'",
        JsonValueKind.Number => "a number",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => "null",
    };

    public InputException Fail(string what) => RecordingError.At(Source, Path, what);

    /// <summary>A member of this object.</summary>
    /// <param name="hint">What the complaint says after "missing".</param>
    public RecordedValue Get(string name, string hint = "") => Find(name) ?? throw Child(name, _element).Fail($"missing{hint}");

    /// <summary>A member of this object, <see langword="null"/> where it has none of that name.</summary>
    public RecordedValue? Find(string name) => MembersByName().TryGetValue(name, out JsonElement value) ? Child(name, value) : null;

    public IEnumerable<(string Name, RecordedValue Value)> Members() => MembersByName().Select(member => (member.Key, Child(member.Key, member.Value)));

    public List<T> Items<T>(Func<RecordedValue, T> read)
    {
        Expect(JsonValueKind.Array, "an array");
        List<T> items = [];
        foreach (JsonElement item in _element.EnumerateArray())
        {
            items.Add(read(Child(items.Count, item)));
        }

        return items;
    }

    public bool IsListOf(JsonValueKind kind) => Kind == JsonValueKind.Array && _element.GetArrayLength() > 0 && _element[0].ValueKind == kind;

    /// <summary>The items of an array that must not be empty.</summary>
    public List<T> SomeItems<T>(Func<RecordedValue, T> read) => Items(read) is { Count: > 0 } items ? items : throw Fail("must not be empty");

    public string Text()
    {
        Expect(JsonValueKind.String, "text");
        return Decode(() => _element.GetString()!);
    }

    /// <summary>A whole number, exact up to 2⁶⁴.</summary>
    public ulong Whole() => Kind == JsonValueKind.Number && _element.TryGetUInt64(out ulong value) ? value : throw Fail("expected a whole number of at least 0");

    /// <summary>A whole number, from <paramref name="least"/> to less than <paramref name="end"/>.</summary>
    public long Whole(long least, long end, string expected)
    {
        double value = Number();
        return value >= least && value < end && value == Math.Truncate(value) ? (long)value : throw Fail($"expected a whole number {expected}");
    }

    public double Number() => NumberOf(_element) ?? throw Fail(Kind == JsonValueKind.Number
        ? "the number is too large for float64; infinity is written \"Infinity\""
        : $"expected a number, \"NaN\", \"Infinity\" or \"-Infinity\", found {Found}");

    /// <summary>A number, rounded to a type.</summary>
    public double Number(ElementType type)
    {
        double value = Number();
        return type.Holds(value) ? type.Narrow(value) : throw Fail("the number is too large for float32; infinity is written \"Infinity\"");
    }

    public double FiniteNumber()
    {
        double value = Number();
        return double.IsFinite(value) ? value : throw Fail("must be finite");
    }

    public double[] Numbers()
    {
        Expect(JsonValueKind.Array, "an array of numbers");
        double[] values = new double[_element.GetArrayLength()];
        int index = 0;
        foreach (JsonElement item in _element.EnumerateArray())
        {
            values[index] = NumberOf(item) ?? Child(index, item).Number();
            index++;
        }

        return values;
    }

    /// <summary>An array of given length, rounded to a type.</summary>
    public double[] Numbers(ElementType type, long count)
    {
        double[] values = Numbers();
        if (values.Length != count)
        {
            throw Fail($"expected {count} numbers, found {values.Length}");
        }

        for (int i = 0; i < values.Length; i++)
        {
            values[i] = type.Holds(values[i]) ? type.Narrow(values[i]) : Child(i, _element[i]).Number(type);
        }

        return values;
    }

    /// <summary>A small value of any kind, for those who only later know what it means.</summary>
    public JsonElement Copy()
    {
        if (JsonMarshal.GetRawUtf8Value(_element).Length > LongestCopy)
        {
            throw Fail($"longer than {LongestCopy} bytes");
        }

        Check();
        return _element.Clone();
    }

    private bool Check() => Kind switch
    {
        JsonValueKind.Object => Members().All(member => member.Value.Check()),
        JsonValueKind.Array => Items(item => item.Check()).TrueForAll(isSound => isSound),
        JsonValueKind.Number => double.IsFinite(Number()),
        JsonValueKind.String => Text().Length >= 0,
        _ => true,
    };

    private RecordedValue Child(string name, JsonElement element) => new(this, $".{Printable.Of(name)}", element);

    private RecordedValue Child(int index, JsonElement element) => new(this, $"[{index}]", element);

    private Dictionary<string, JsonElement> MembersByName()
    {
        if (_members is null)
        {
            Expect(JsonValueKind.Object, "an object");
            _members = new(StringComparer.Ordinal);
            foreach (JsonProperty property in _element.EnumerateObject())
            {
                string name = Decode(() => property.Name);
                if (!_members.TryAdd(name, property.Value))
                {
                    throw Child(name, property.Value).Fail("given twice");
                }
            }
        }

        return _members;
    }

    private void Expect(JsonValueKind kind, string what)
    {
        _cancellation.ThrowIfCancellationRequested();
        if (Kind != kind)
        {
            throw Fail($"expected {what}, found {Found}");
        }
    }

    /// <summary>Bytes that are not UTF-8 and half surrogate pairs show only when text is decoded.</summary>
    private string Decode(Func<string> text)
    {
        try
        {
            return text();
        }
        catch (InvalidOperationException)
        {
            throw Fail("not valid JSON: text that is not valid UTF-8");
        }
    }

    private static double? NumberOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Number when double.IsFinite(element.GetDouble()) => element.GetDouble(),
        JsonValueKind.String when element.ValueEquals("NaN"u8) => double.NaN,
        JsonValueKind.String when element.ValueEquals("Infinity"u8) => double.PositiveInfinity,
        JsonValueKind.String when element.ValueEquals("-Infinity"u8) => double.NegativeInfinity,
        _ => null,
    };
}
