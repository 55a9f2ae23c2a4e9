using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Eden.Checkpoints.PyTorch;

/// <summary>
/// Interprets a pickle as far as state_dicts need it: containers, numbers, text, tensors. Nothing is imported and nothing is
/// called; an operation outside <see cref="Opcode"/> and a name outside <see cref="TorchGlobal"/> are refused.
/// </summary>
/// <param name="pickle">All of its bytes.</param>
/// <param name="constructor">Makes what names stand for.</param>
internal sealed class PickleReader(ReadOnlyMemory<byte> pickle, TorchConstructor constructor)
{
    /// <summary>No operation makes more than one value, so this bounds the memory that a pickle can ask for.</summary>
    private const int MostValues = 5_000_000;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly object[] SmallNumbers = [.. Enumerable.Range(0, 256).Select(number => (object)(long)number)];

    private readonly PickleStack _stack = new();
    private readonly List<object?> _memo = [];
    private int _position;
    private int _made;

    /// <summary>Interprets the pickle.</summary>
    /// <returns>Null, a bool, long, BigInteger, double or string, a <see cref="TorchContainer"/>, a <see cref="TorchArray"/> or
    /// what else a pickle may hold by itself.</returns>
    /// <exception cref="PickleException">It is damaged, or holds more than state_dicts need.</exception>
    public object? Read()
    {
        int operation = 0;
        try
        {
            if ((Opcode)Take(1)[0] != Opcode.Proto || Take(1)[0] is not (>= 2 and <= 5))
            {
                throw new PickleException("it does not begin as a pickle of protocol 2 to 5");
            }

            while (true)
            {
                operation = _position;
                Opcode opcode = (Opcode)Take(1)[0];
                if (opcode == Opcode.Stop)
                {
                    return _position == pickle.Length ? _stack.PopLast() : throw new PickleException("bytes follow the end of the pickle");
                }

                Execute(opcode);
            }
        }
        catch (PickleException exception)
        {
            throw new PickleException($"byte {operation}: {exception.Message}");
        }
    }

    private void Execute(Opcode opcode)
    {
        switch (opcode)
        {
            case Opcode.Frame:
                _ = Take(sizeof(long));
                break;
            case Opcode.Mark:
                _stack.Mark();
                break;
            case Opcode.BinPut:
                Memorize(Take(1)[0]);
                break;
            case Opcode.LongBinPut:
                Memorize(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)));
                break;
            case Opcode.Memoize:
                Memorize((uint)_memo.Count);
                break;
            case Opcode.BinGet:
                _stack.Push(Remember(Take(1)[0]));
                break;
            case Opcode.LongBinGet:
                _stack.Push(Remember(BinaryPrimitives.ReadUInt32LittleEndian(Take(4))));
                break;
            case Opcode.Append:
                object? item = _stack.Pop();
                _stack.Top<TorchList>("a list").Append(item);
                break;
            case Opcode.Appends:
                object?[] items = _stack.PopToMark();
                TorchList list = _stack.Top<TorchList>("a list");
                foreach (object? one in items)
                {
                    list.Append(one);
                }

                break;
            case Opcode.SetItem:
                object? value = _stack.Pop();
                object? key = _stack.Pop();
                _stack.Top<TorchDictionary>("a dictionary").Add(key, value);
                break;
            case Opcode.SetItems:
                SetItems(_stack.PopToMark(), _stack.Top<TorchDictionary>("a dictionary"));
                break;
            case Opcode.Build:
                // Attributes of a dictionary, such as the _metadata of a model's, have no meaning here.
                _ = _stack.Pop();
                _ = _stack.Top<TorchDictionary>("a dictionary");
                break;
            default:
                if (++_made > MostValues)
                {
                    throw new PickleException($"more than {MostValues} values");
                }

                _stack.Push(Make(opcode));
                break;
        }
    }

    private object? Make(Opcode opcode)
    {
        switch (opcode)
        {
            case Opcode.None:
                return null;
            case Opcode.NewTrue:
                return true;
            case Opcode.NewFalse:
                return false;
            case Opcode.BinInt1:
                return SmallNumbers[Take(1)[0]];
            case Opcode.BinInt2:
                return (long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2));
            case Opcode.BinInt:
                return (long)BinaryPrimitives.ReadInt32LittleEndian(Take(4));
            case Opcode.Long1:
                BigInteger number = new(Take(Take(1)[0]));
                return number >= long.MinValue && number <= long.MaxValue ? (object)(long)number : number;
            case Opcode.BinFloat:
                return BinaryPrimitives.ReadDoubleBigEndian(Take(8));
            case Opcode.BinUnicode:
                return Decode(Take(BinaryPrimitives.ReadUInt32LittleEndian(Take(4))));
            case Opcode.ShortBinUnicode:
                return Decode(Take(Take(1)[0]));
            case Opcode.EmptyTuple:
                return new TorchList(isTuple: true);
            case Opcode.Tuple1:
                return new TorchList(isTuple: true, _stack.PopMany(1));
            case Opcode.Tuple2:
                return new TorchList(isTuple: true, _stack.PopMany(2));
            case Opcode.Tuple3:
                return new TorchList(isTuple: true, _stack.PopMany(3));
            case Opcode.Tuple:
                return new TorchList(isTuple: true, _stack.PopToMark());
            case Opcode.EmptyList:
                return new TorchList(isTuple: false);
            case Opcode.EmptyDict:
                return new TorchDictionary();
            case Opcode.Global:
                return TorchGlobal.Find(TakeLine(), TakeLine());
            case Opcode.StackGlobal:
                string name = _stack.Pop<string>("a name");
                return TorchGlobal.Find(_stack.Pop<string>("a module"), name);
            case Opcode.Reduce:
                TorchList arguments = _stack.Pop<TorchList>("arguments");
                return constructor.Call(_stack.Pop<TorchGlobal>("a name"), arguments);
            case Opcode.BinPersId:
                return constructor.FindStorage(_stack.Pop<TorchList>("the key of a storage"));
            default:
                throw new PickleException($"the operation 0x{(byte)opcode:x2} is not among those that state_dicts need");
        }
    }

    private static void SetItems(object?[] items, TorchDictionary dictionary)
    {
        if (items.Length % 2 != 0)
        {
            throw new PickleException("a dictionary gets a key without a value");
        }

        for (int i = 0; i < items.Length; i += 2)
        {
            dictionary.Add(items[i], items[i + 1]);
        }
    }

    /// <summary>Python numbers what it memorizes one by one, so a list holds it.</summary>
    private void Memorize(uint index)
    {
        object? value = _stack.Top();
        if (index < _memo.Count)
        {
            _memo[(int)index] = value;
        }
        else if (index == _memo.Count)
        {
            _memo.Add(value);
        }
        else
        {
            throw new PickleException($"the memo has {_memo.Count} values and gets one numbered {index}");
        }
    }

    private object? Remember(uint index) => index < _memo.Count
        ? _memo[(int)index]
        : throw new PickleException($"the memo has {_memo.Count} values and none numbered {index}");

    private ReadOnlySpan<byte> Take(uint count)
    {
        if (count > pickle.Length - _position)
        {
            throw new PickleException("the pickle is cut short");
        }

        ReadOnlySpan<byte> bytes = pickle.Span.Slice(_position, (int)count);
        _position += (int)count;
        return bytes;
    }

    private string TakeLine()
    {
        int length = pickle.Span[_position..].IndexOf((byte)'\n');
        if (length < 0)
        {
            throw new PickleException("the pickle is cut short");
        }

        string line = Decode(Take((uint)length));
        _ = Take(1);
        return line;
    }

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new PickleException("text that is not UTF-8");
        }
    }
}
