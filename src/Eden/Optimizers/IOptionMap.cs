namespace Eden;

/// <summary>Goes over the values of an options record, to write them or to replace them by read ones: a record lists its values
/// once for both ways. Each method takes a name and the record's value and returns the value that the record is to have.</summary>
public interface IOptionMap
{
    /// <summary>A number.</summary>
    double Number(string name, double value);

    /// <summary>A number, or none.</summary>
    double? Number(string name, double? value);

    /// <summary>A whole number.</summary>
    long Count(string name, long value);

    /// <summary>A switch.</summary>
    bool Flag(string name, bool value);

    /// <summary>A choice.</summary>
    TEnum Choice<TEnum>(string name, TEnum value)
        where TEnum : struct, Enum;
}
