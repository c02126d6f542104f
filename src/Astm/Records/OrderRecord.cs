namespace Carewright.Astm.Records;

/// <summary>O: tests of one specimen (LIS2-A2 8). Texts are without the spaces around them, and empty when there are none.</summary>
/// <param name="Record">The record.</param>
public readonly record struct OrderRecord(AstmRecord Record)
{
    /// <summary>O-3.1: the specimen's id, mostly the bar code of the tube.</summary>
    public string SpecimenId => Record.Trimmed(3, 1);

    /// <summary>O-4: the id that the instrument gave; many put rack and position into its components.</summary>
    public AstmValue InstrumentSpecimen => Record[4];

    /// <summary>O-4.1.</summary>
    public string InstrumentSpecimenId => Record.Trimmed(4, 1);

    /// <summary>O-5: the tests, one per repeat.</summary>
    public IEnumerable<AstmTest> Tests() => Record[5].Divide().Select(repeat => new AstmTest(repeat));

    /// <summary>O-6: S stat, A as soon as possible, R routine, C call back, P before an operation; may repeat.</summary>
    public string Priority => Record.Trimmed(6);

    /// <summary>O-7: when it was ordered.</summary>
    public AstmTime? Ordered => AstmTime.Read(Record.Trimmed(7));

    /// <summary>O-8: when the specimen was taken.</summary>
    public AstmTime? Collected => AstmTime.Read(Record.Trimmed(8));

    /// <summary>O-12: C cancel, A add to what is known, N new, P pending, L reserved, X in process, Q quality control.</summary>
    public string ActionCode => Record.Trimmed(12);

    /// <summary>O-15: when the laboratory had the specimen.</summary>
    public AstmTime? Received => AstmTime.Read(Record.Trimmed(15));

    /// <summary>O-16: what the specimen is, and where it is from.</summary>
    public AstmValue SpecimenDescriptor => Record[16];

    /// <summary>O-17: who ordered it.</summary>
    public AstmValue OrderingPhysician => Record[17];

    /// <summary>O-23: when its results were reported or last changed.</summary>
    public AstmTime? Reported => AstmTime.Read(Record.Trimmed(23));

    /// <summary>O-26: O order, C correction, P preliminary, F final, X cannot be done, I in instrument, Y no order on record, Z no record of the patient, Q answer to a query; may repeat.</summary>
    public string ReportType => Record.Trimmed(26);

    /// <summary>P; null when the order has none.</summary>
    public PatientRecord? Patient => Record.Parent is { Type: 'P' } parent ? new PatientRecord(parent) : null;

    /// <summary>What was measured for it.</summary>
    public IEnumerable<ResultRecord> Results() => Record.Children('R').Select(record => new ResultRecord(record));
}
