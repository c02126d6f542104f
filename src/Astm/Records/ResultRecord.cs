namespace Carewright.Astm.Records;

/// <summary>R: one measurement (LIS2-A2 9). Texts are without the spaces around them, and empty when there are none.</summary>
/// <param name="Record">The record.</param>
public readonly record struct ResultRecord(AstmRecord Record)
{
    /// <summary>R-3: what was measured.</summary>
    public AstmTest Test => new(Record[3].Repeat(1));

    /// <summary>R-4: what was found; some instruments put several figures into its components.</summary>
    public AstmValue Value => Record[4];

    /// <summary>R-5.</summary>
    public string Units => Record.Trimmed(5);

    /// <summary>R-6: reference ranges, one per repeat, such as <c>3.5 to 5.1</c>; the second component says what of.</summary>
    public AstmValue ReferenceRange => Record[6];

    /// <summary>R-7: L, H, LL, HH, &lt;, &gt;, N, A, U, D, B, W, one per repeat.</summary>
    public IEnumerable<string> AbnormalFlags() => Record[7].Divide().Select(flag => flag.Text.Trim(' ')).Where(flag => flag.Length > 0);

    /// <summary>R-9: C correction, P preliminary, F final, X cannot be done, I in instrument, S partial, M one that goes to all its orders, R sent before, N necessary for others, Q answer to a query, V approved by the operator, W validity in doubt; as it came.</summary>
    public string Status => Record.Trimmed(9);

    /// <summary>R-11: who ran the instrument and, as second component, who approved.</summary>
    public AstmValue Operator => Record[11];

    /// <summary>R-12: when the test began.</summary>
    public AstmTime? Started => AstmTime.Read(Record.Trimmed(12));

    /// <summary>R-13: when it was done.</summary>
    public AstmTime? Completed => AstmTime.Read(Record.Trimmed(13));

    /// <summary>R-14: which instrument, or which part of it.</summary>
    public string InstrumentId => Record.Trimmed(14);

    /// <summary>O; null when the result has none.</summary>
    public OrderRecord? Order => Record.Parent is { Type: 'O' } parent ? new OrderRecord(parent) : null;
}

/// <summary>A universal test id (LIS2-A2 5.6.1): <c>code^name^type^the manufacturer's code^further</c>.</summary>
/// <param name="Value">One repeat.</param>
public readonly record struct AstmTest(AstmValue Value)
{
    /// <summary>Component 1: a code that all share; mostly empty.</summary>
    public string UniversalCode => Text(1);

    /// <summary>Component 2.</summary>
    public string Name => Text(2);

    /// <summary>Component 3: whose code it is.</summary>
    public string CodeType => Text(3);

    /// <summary>Component 4: the manufacturer's code; dilution and the like may follow as further components.</summary>
    public string ManufacturerCode => Text(4);

    /// <summary>The code to tell the test by: the manufacturer's, otherwise the first component that there is; some instruments put their code into the fifth. <c>ALL</c> in a query asks for whatever is ordered.</summary>
    public string Code
    {
        get
        {
            var own = ManufacturerCode;
            for (var (component, count) = (1, Value.Components); own.Length == 0 && component <= count; component++)
                own = Text(component);
            return own;
        }
    }

    private string Text(int component) => Value.Component(component).Text.Trim(' ');
}
