using System.Globalization;
using System.Text.Json;

namespace Eden.Lab.Schedules;

/// <summary>The arguments of a recorded scheduler, by PyTorch's names. Each is taken once; what is left over in the end was not
/// known.</summary>
internal sealed class SchedulerArguments
{
    private readonly string _where;
    private readonly Dictionary<string, JsonElement> _values = new(StringComparer.Ordinal);

    /// <summary>Gathers the arguments.</summary>
    /// <param name="where">What messages begin with: the place of the scheduler and its type.</param>
    /// <param name="arguments">A JSON object.</param>
    public SchedulerArguments(string where, JsonElement arguments)
    {
        _where = where;
        if (arguments.ValueKind != JsonValueKind.Object)
        {
            throw Fail($"the arguments must be an object, not {Describe(arguments)}");
        }

        foreach (JsonProperty property in arguments.EnumerateObject())
        {
            string name = Unicode(() => property.Name);
            if (!_values.TryAdd(name, property.Value))
            {
                throw Fail($"{Printable.Of(name, 60)} is given twice");
            }
        }

        // Both belong to every scheduler, and neither changes a rate of a run from its beginning.
        _ = Flag("verbose", false);
        _ = Number("last_epoch", -1, value => value == -1, "-1, a run from its beginning");
    }

    public InputException Fail(string what) => new($"{_where}: {what}");

    /// <summary>What is sound but has no counterpart in Eden.</summary>
    public UnsupportedSchedulerException Unsupported(string what) => new($"{_where}: {what}");

    public double Number(string name, double? standard, Predicate<double> allows, string range)
    {
        JsonElement? value = Take(name, standard is null);
        if (value is not JsonElement given)
        {
            return standard!.Value;
        }

        double number = given.ValueKind == JsonValueKind.Number ? given.GetDouble() : throw Fail($"{name} must be a number, not {Describe(given)}");
        return allows(number) ? number : throw Fail(string.Create(CultureInfo.InvariantCulture, $"{name} is {number}; it must be {range}"));
    }

    public double AtLeastZero(string name, double? standard = null) =>
        Number(name, standard, value => value >= 0 && double.IsFinite(value), "finite and at least 0");

    public double MoreThanZero(string name, double? standard = null) =>
        Number(name, standard, value => value > 0 && double.IsFinite(value), "finite and more than 0");

    public double Fraction(string name, double? standard = null) =>
        Number(name, standard, value => value is >= 0 and <= 1, "at least 0 and at most 1");

    /// <summary>A number at least 0 and less than 1.</summary>
    public double Coefficient(string name, double? standard = null) =>
        Number(name, standard, value => value is >= 0 and < 1, "at least 0 and less than 1");

    /// <summary>A whole number; Python may have written it as 8 or as 8.0.</summary>
    public long Count(string name, long? standard = null, long least = 1) =>
        (long)Number(name, standard, value => IsCount(value, least), Counts(least));

    /// <summary>A whole number, or <see langword="null"/> where it is absent or null.</summary>
    public long? OptionalCount(string name)
    {
        if (_values.TryGetValue(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null)
        {
            return Count(name);
        }

        _ = _values.Remove(name);
        return null;
    }

    public long[] CountList(string name, long least)
    {
        JsonElement list = Take(name, isRequired: true)!.Value;
        List<long> counts = [];
        foreach (JsonElement item in Items(name, list))
        {
            double number = item.ValueKind == JsonValueKind.Number ? item.GetDouble() : double.NaN;
            counts.Add(IsCount(number, least) ? (long)number : throw Fail($"{name}[{counts.Count}] must be {Counts(least)}"));
        }

        return [.. counts];
    }

    /// <summary>The values of a function, finite and at least 0, by the step from 0; the last goes on.</summary>
    public double[] Function(string name)
    {
        JsonElement list = Take(name, isRequired: true)!.Value;
        if (list.ValueKind != JsonValueKind.Array)
        {
            throw Unsupported($"{name} is not the array of the function's values, and a recording cannot hold the function");
        }

        List<double> values = [];
        foreach (JsonElement item in Items(name, list))
        {
            double value = item.ValueKind == JsonValueKind.Number ? item.GetDouble() : double.NaN;
            values.Add(value >= 0 && double.IsFinite(value) ? value : throw Fail($"{name}[{values.Count}] must be finite and at least 0"));
        }

        return values.Count > 0 ? [.. values] : throw Fail($"{name} must hold at least one value");
    }

    public bool Flag(string name, bool standard) => Take(name, isRequired: false) switch
    {
        null => standard,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        JsonElement other => throw Fail($"{name} must be true or false, not {Describe(other)}"),
    };

    public TValue Choice<TValue>(string name, TValue standard, params ReadOnlySpan<(string Text, TValue Value)> choices)
    {
        if (Take(name, isRequired: false) is not JsonElement given)
        {
            return standard;
        }

        string text = given.ValueKind == JsonValueKind.String ? Unicode(() => given.GetString()!) : throw Fail($"{name} must be text, not {Describe(given)}");
        List<string> allowed = [];
        foreach ((string choice, TValue value) in choices)
        {
            if (choice == text)
            {
                return value;
            }

            allowed.Add(choice);
        }

        throw Fail($"{name} is '{Printable.Of(text, 60)}'; it must be one of {string.Join(", ", allowed)}");
    }

    /// <summary>The pairs of type and arguments of a composed scheduler, at least one.</summary>
    public IReadOnlyList<(string Where, string Type, JsonElement Arguments)> Schedulers(string name)
    {
        List<(string, string, JsonElement)> schedulers = [];
        foreach (JsonElement pair in Items(name, Take(name, isRequired: true)!.Value))
        {
            string place = $"{name}[{schedulers.Count}]";
            if (pair.ValueKind != JsonValueKind.Array || pair.GetArrayLength() != 2 || pair[0].ValueKind != JsonValueKind.String)
            {
                throw Fail($"{place} must be a pair of a type and its arguments");
            }

            schedulers.Add(($"{_where}.{place}", Unicode(() => pair[0].GetString()!), pair[1]));
        }

        return schedulers.Count > 0 ? schedulers : throw Fail($"{name} must hold at least one scheduler");
    }

    /// <summary>An argument that can only be null, because a recording cannot hold what else it may be.</summary>
    public void RequireNull(string name)
    {
        if (Take(name, isRequired: false) is JsonElement given && given.ValueKind != JsonValueKind.Null)
        {
            throw Fail($"{name} must be null: a recording cannot hold it");
        }
    }

    /// <summary>Refuses what was not taken.</summary>
    public void Finish()
    {
        foreach (string name in _values.Keys)
        {
            throw Fail($"unknown argument '{Printable.Of(name, 60)}'");
        }
    }

    private static bool IsCount(double value, long least) => value >= least && value <= 1L << 53 && value == Math.Floor(value);

    private static string Counts(long least) => string.Create(CultureInfo.InvariantCulture, $"a whole number, at least {least} and at most 2^53");

    private static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => "null",
    };

    private JsonElement? Take(string name, bool isRequired) => _values.Remove(name, out JsonElement value)
        ? value
        : isRequired ? throw Fail($"{name} is missing") : null;

    private JsonElement.ArrayEnumerator Items(string name, JsonElement list) => list.ValueKind == JsonValueKind.Array
        ? list.EnumerateArray()
        : throw Fail($"{name} must be an array, not {Describe(list)}");

    /// <summary>Text that escapes half a character is valid JSON but no text.</summary>
    private string Unicode(Func<string> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            throw Fail("a text is not valid Unicode");
        }
    }
}
