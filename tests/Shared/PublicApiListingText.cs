using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Eden.Testing;

/// <summary>Types and members as C# would declare them.</summary>
internal static class PublicApiText
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(char)] = "char",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
        [typeof(nint)] = "nint",
        [typeof(nuint)] = "nuint",
    };

    private static readonly NullabilityInfoContext Nullability = new();

    /// <summary>The full name of a type, with the names of its type parameters.</summary>
    public static string Owner(Type type) => $"{type.Namespace}.{Name(type)}";

    public static string Declaration(Type type)
    {
        if (typeof(Delegate).IsAssignableFrom(type) && type.GetMethod("Invoke") is MethodInfo invoke)
        {
            return $"{Owner(type)} : delegate {Type(invoke.ReturnParameter)} ({Parameters(invoke)})";
        }

        bool isRecord = type.GetMethod("<Clone>$") is not null;
        string kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } => IsReadOnly(type) ? "readonly struct" : "struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            _ => $"{(type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : string.Empty)}{(isRecord ? "record" : "class")}",
        };
        IEnumerable<Type> bases = type.IsEnum || type.IsValueType || type.BaseType is null || type.BaseType == typeof(object) ? [] : [type.BaseType];
        IEnumerable<Type> inherited = type.BaseType?.GetInterfaces() ?? [];
        IEnumerable<Type> interfaces = type.IsEnum ? [] : type.GetInterfaces().Except(inherited)
            .Where(one => one.IsVisible && !(isRecord && one == typeof(IEquatable<>).MakeGenericType(type)))
            .OrderBy(one => Name(one), StringComparer.Ordinal);
        string[] parents = [.. bases.Concat(interfaces).Select(parent => Name(parent))];
        string constraints = type.IsGenericTypeDefinition ? Constraints(type.GetGenericArguments()) : string.Empty;
        return $"{Owner(type)} : {string.Join(", ", [kind, .. parents])}{constraints}";
    }

    public static string Field(FieldInfo field)
    {
        if (field.DeclaringType!.IsEnum)
        {
            return $"{field.Name} = {Convert.ToInt64(field.GetRawConstantValue(), CultureInfo.InvariantCulture)}";
        }

        string modifier = field.IsLiteral ? "const " : $"{(field.IsStatic ? "static " : string.Empty)}{(field.IsInitOnly ? "readonly " : string.Empty)}";
        string value = field.IsLiteral ? $" = {Literal(field.GetRawConstantValue(), field.FieldType)}" : string.Empty;
        return $"{field.Name}: {modifier}{Type(field.FieldType, Nullability.Create(field))}{value}";
    }

    public static string Property(PropertyInfo property)
    {
        MethodInfo accessor = (property.GetMethod ?? property.SetMethod)!;
        string name = property.GetIndexParameters() is { Length: > 0 } indices ? $"this[{string.Join(", ", indices.Select(Parameter))}]" : property.Name;
        string get = PublicApiListing.IsVisible(property.GetMethod) ? "get; " : string.Empty;
        string set = !PublicApiListing.IsVisible(property.SetMethod) ? string.Empty : IsInit(property.SetMethod!) ? "init; " : "set; ";
        return $"{name}: {Modifiers(accessor)}{Type(property.PropertyType, Nullability.Create(property))} {{ {get}{set}}}";
    }

    public static string Event(EventInfo @event) => $"{@event.Name}: event {Name(@event.EventHandlerType!)}";

    public static string Constructor(ConstructorInfo constructor) =>
        $"{PlainName(constructor.DeclaringType!)}({Parameters(constructor)}){(constructor.IsPublic ? string.Empty : ": protected")}";

    public static string Method(MethodInfo method)
    {
        Type[] arguments = method.IsGenericMethodDefinition ? method.GetGenericArguments() : [];
        string generic = arguments.Length > 0 ? $"<{string.Join(", ", arguments.Select(one => one.Name))}>" : string.Empty;
        return $"{method.Name}{generic}({Parameters(method)}): {Modifiers(method)}{Type(method.ReturnParameter)}{Constraints(arguments)}";
    }

    private static string Modifiers(MethodInfo method)
    {
        string access = method.IsPublic ? string.Empty : "protected ";
        string dispatch = method switch
        {
            { IsStatic: true } => "static ",
            { DeclaringType.IsInterface: true } => string.Empty,
            _ when method.GetBaseDefinition() != method => "override ",
            { IsAbstract: true } => "abstract ",
            { IsVirtual: true, IsFinal: false } => "virtual ",
            _ => string.Empty,
        };
        return access + dispatch;
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        bool isParams = parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute));
        string direction = parameter switch
        {
            { IsOut: true } => "out ",
            { IsIn: true, ParameterType.IsByRef: true } => "in ",
            { ParameterType.IsByRef: true } => "ref ",
            _ => isParams ? "params " : string.Empty,
        };
        string value = parameter.HasDefaultValue ? $" = {Literal(parameter.RawDefaultValue, parameter.ParameterType)}" : string.Empty;
        return $"{direction}{Type(parameter)} {parameter.Name}{value}";
    }

    private static string Literal(object? value, Type type) => value switch
    {
        null => type.IsValueType && System.Nullable.GetUnderlyingType(type) is null ? "default" : "null",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        _ when type.IsEnum => $"{type.Name}.{Enum.GetName(type, value)}",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Type(ParameterInfo parameter) => Type(parameter.ParameterType, Nullability.Create(parameter));

    private static string Type(Type type, NullabilityInfo nullability)
    {
        bool isNullable = !type.IsValueType && !type.IsPointer && !type.IsByRef && nullability.ReadState == NullabilityState.Nullable;
        return Name(type, nullability) + (isNullable ? "?" : string.Empty);
    }

    private static string Name(Type type, NullabilityInfo? nullability = null)
    {
        if (type.IsByRef || type.IsPointer)
        {
            return Name(type.GetElementType()!) + (type.IsPointer ? "*" : string.Empty);
        }

        if (type.IsArray)
        {
            Type element = type.GetElementType()!;
            string brackets = $"[{new string(',', type.GetArrayRank() - 1)}]";
            return (nullability?.ElementType is NullabilityInfo inner ? Type(element, inner) : Name(element)) + brackets;
        }

        if (System.Nullable.GetUnderlyingType(type) is Type underlying)
        {
            return $"{Name(underlying)}?";
        }

        if (Keywords.TryGetValue(type, out string? keyword))
        {
            return keyword;
        }

        Type[] arguments = type.GetGenericArguments();
        NullabilityInfo[] inners = nullability?.GenericTypeArguments ?? [];
        IEnumerable<string> names = arguments.Select((argument, i) => i < inners.Length && inners.Length == arguments.Length ? Type(argument, inners[i]) : Name(argument));
        string nested = type.IsNested && !type.IsGenericParameter ? $"{PlainName(type.DeclaringType!)}." : string.Empty;
        return arguments.Length == 0 ? nested + type.Name : $"{nested}{PlainName(type)}<{string.Join(", ", names)}>";
    }

    private static string PlainName(Type type) => type.Name.Split('`')[0];

    private static string Constraints(Type[] parameters) => string.Concat(parameters.Select(Constraints));

    private static string Constraints(Type parameter)
    {
        GenericParameterAttributes attributes = parameter.GenericParameterAttributes;
        bool isUnmanaged = parameter.IsDefined(typeof(IsUnmanagedAttribute));
        bool isStruct = attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
        List<string> constraints = [];
        if (isUnmanaged || isStruct || attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
        {
            constraints.Add(isUnmanaged ? "unmanaged" : isStruct ? "struct" : "class");
        }

        constraints.AddRange(parameter.GetGenericParameterConstraints().Where(one => one != typeof(ValueType)).Select(one => Name(one)));
        if (attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !isStruct)
        {
            constraints.Add("new()");
        }

        return constraints.Count == 0 ? string.Empty : $" where {parameter.Name} : {string.Join(", ", constraints)}";
    }

    private static bool IsReadOnly(Type type) => type.IsDefined(typeof(IsReadOnlyAttribute));

    private static bool IsInit(MethodInfo setter) => setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
}
