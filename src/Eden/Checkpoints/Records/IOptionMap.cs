namespace Eden.Checkpoints;

/// <summary>Goes over the values of an options record, to write them or to replace them by read ones: a record lists its values
/// once for both ways. Each method takes a name and the record's value and returns the value that the record is to have.</summary>
internal interface IOptionMap
{
    double Number(string name, double value);

    double? Number(string name, double? value);

    long Count(string name, long value);

    bool Flag(string name, bool value);

    TEnum Choice<TEnum>(string name, TEnum value)
        where TEnum : struct, Enum;
}
