using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Text.RegularExpressions;

namespace Eden.Testing;

/// <summary>Which folders of a project use types of which other folders, from the compiled assembly and its symbols. Constants are
/// inlined by the compiler, so their use does not show.</summary>
internal sealed class FolderReferences
{
    private const BindingFlags Everything = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Guid TypeDefinitionDocuments = new("932E74BC-DBA9-4478-8D46-0F32A7BAB3D3");

    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => code.Value);

    private readonly Dictionary<Type, string> _folders;
    private readonly SortedDictionary<string, SortedDictionary<string, string>> _references = new(StringComparer.Ordinal);

    /// <summary>Reads an assembly, whose project has its name and whose symbols lie beside it.</summary>
    public FolderReferences(Assembly assembly)
    {
        _folders = FoldersOf(assembly);
        foreach (Type type in assembly.GetTypes())
        {
            foreach (Type used in UsedBy(type))
            {
                Add(Outermost(type), Outermost(used));
            }
        }
    }

    /// <summary>The folders that use others.</summary>
    public IReadOnlyCollection<string> Folders => _references.Keys;

    /// <summary>One circle of references, each with the types that make it, or empty.</summary>
    public string FindCircle()
    {
        HashSet<string> done = new(StringComparer.Ordinal);
        return _references.Keys.Select(folder => FindCircle([folder], done)).FirstOrDefault(circle => circle.Length > 0, "");
    }

    private string FindCircle(ImmutableList<string> path, HashSet<string> done)
    {
        if (path.IndexOf(path[^1]) is int start && start < path.Count - 1)
        {
            return string.Join('\n', path.Skip(start).Zip(path.Skip(start + 1), (from, to) => $"{from} -> {to}: {_references[from][to]}"));
        }

        if (done.Contains(path[^1]) || !_references.TryGetValue(path[^1], out SortedDictionary<string, string>? next))
        {
            return "";
        }

        string circle = next.Keys.Select(folder => FindCircle(path.Add(folder), done)).FirstOrDefault(circle => circle.Length > 0, "");
        done.Add(path[^1]);
        return circle;
    }

    private void Add(Type type, Type used)
    {
        if (_folders.TryGetValue(type, out string? from) && _folders.TryGetValue(used, out string? to) && from != to)
        {
            _references.TryAdd(from, new(StringComparer.Ordinal));
            _references[from].TryAdd(to, $"{type.Name} uses {used.Name}");
        }
    }

    private static Type Outermost(Type type) => type.DeclaringType is Type outer ? Outermost(outer) : type;

    /// <summary>The outermost folder of each type's source file in the project's. Generated files are in none.</summary>
    private static Dictionary<Type, string> FoldersOf(Assembly assembly)
    {
        using FileStream file = File.OpenRead(Path.ChangeExtension(assembly.Location, ".pdb"));
        using MetadataReaderProvider provider = MetadataReaderProvider.FromPortablePdbStream(file);
        MetadataReader symbols = provider.GetMetadataReader();
        Regex place = new($@"[/\\]{Regex.Escape(assembly.GetName().Name!)}[/\\](?!obj[/\\])(?:(?<folder>[^/\\]+)[/\\].*)?[^/\\]*\.cs$");
        Dictionary<Type, string> folders = [];
        foreach (Type type in assembly.GetTypes())
        {
            IEnumerable<DocumentHandle> documents = type.GetMembers(Everything).OfType<MethodBase>()
                .Select(method => symbols.GetMethodDebugInformation(MetadataTokens.MethodDefinitionHandle(method.MetadataToken & 0xFFFFFF)).Document)
                .Concat(DocumentsOf(symbols, type))
                .Where(document => !document.IsNil);
            if (documents.Select(document => place.Match(symbols.GetString(symbols.GetDocument(document).Name))).FirstOrDefault(match => match.Success) is Match found)
            {
                folders.TryAdd(Outermost(type), found.Groups["folder"] is { Length: > 0 } folder ? folder.Value : ".");
            }
        }

        return folders;
    }

    /// <summary>The files of a type that has no code, which the compiler writes down apart.</summary>
    private static IEnumerable<DocumentHandle> DocumentsOf(MetadataReader symbols, Type type)
    {
        foreach (CustomDebugInformationHandle handle in symbols.GetCustomDebugInformation(MetadataTokens.EntityHandle(type.MetadataToken)))
        {
            CustomDebugInformation information = symbols.GetCustomDebugInformation(handle);
            if (symbols.GetGuid(information.Kind) == TypeDefinitionDocuments)
            {
                BlobReader reader = symbols.GetBlobReader(information.Value);
                yield return MetadataTokens.DocumentHandle(reader.ReadCompressedInteger());
            }
        }
    }

    private static IEnumerable<Type> UsedBy(Type type)
    {
        IEnumerable<Type?> used = [type.BaseType, .. type.GetInterfaces()];
        foreach (MemberInfo member in type.GetMembers(Everything))
        {
            used = used.Concat(TypesOf(member));
            if (member is MethodBase method && method.GetMethodBody() is MethodBody body)
            {
                used = used.Concat(body.LocalVariables.Select(local => local.LocalType)).Concat(UsedByCode(method, body.GetILAsByteArray()!));
            }
        }

        return used.SelectMany(Parts);
    }

    private static IEnumerable<Type?> TypesOf(MemberInfo? member) => member switch
    {
        Type type => [type],
        FieldInfo field => [field.DeclaringType, field.FieldType],
        MethodInfo method => [method.DeclaringType, method.ReturnType, .. method.GetParameters().Select(parameter => parameter.ParameterType), .. method.GetGenericArguments()],
        ConstructorInfo constructor => [constructor.DeclaringType, .. constructor.GetParameters().Select(parameter => parameter.ParameterType)],
        _ => [],
    };

    private static IEnumerable<Type?> UsedByCode(MethodBase method, byte[] code)
    {
        Type[] typeArguments = method.DeclaringType!.GetGenericArguments();
        Type[] methodArguments = method is MethodInfo ? method.GetGenericArguments() : [];
        for (int i = 0; i < code.Length;)
        {
            OpCode operation = OpCodesByValue[code[i] == 0xFE ? (short)(0xFE00 | code[++i]) : code[i]];
            i++;
            if (operation.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok)
            {
                foreach (Type? type in TypesOf(method.Module.ResolveMember(BitConverter.ToInt32(code, i), typeArguments, methodArguments)))
                {
                    yield return type;
                }
            }

            i += operation.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, i)),
                _ => 4,
            };
        }
    }

    /// <summary>The definitions in a type: <c>List&lt;A[]&gt;</c> has List and A.</summary>
    private static IEnumerable<Type> Parts(Type? type) => type switch
    {
        null => [],
        { HasElementType: true } => Parts(type.GetElementType()),
        { IsGenericParameter: true } => type.GetGenericParameterConstraints().Where(constraint => !constraint.ContainsGenericParameters).SelectMany(Parts),
        { IsGenericType: true, IsGenericTypeDefinition: false } => [type.GetGenericTypeDefinition(), .. type.GetGenericArguments().SelectMany(Parts)],
        _ => [type],
    };
}
