namespace Carewright.Astm.Records;

/// <summary>Q: an instrument asks what is ordered, or a host for results (LIS2-A2 11). Texts are without the spaces around them, and empty when there are none.</summary>
/// <param name="Record">The record.</param>
public readonly record struct QueryRecord(AstmRecord Record)
{
    /// <summary>Q-3: where the range of specimens begins; repeats are several specimens.</summary>
    public AstmValue Starting => Record[3];

    /// <summary>Q-3.1: the patient's id.</summary>
    public string PatientId => Record.Trimmed(3, 1);

    /// <summary>Q-3.2: the specimen's id. Instruments put rack and position into further components, and some of them the specimen further behind.</summary>
    public string SpecimenId => Record.Trimmed(3, 2);

    /// <summary>Q-4: where the range ends; empty when only the starting one is meant.</summary>
    public AstmValue Ending => Record[4];

    /// <summary>Q-5: the tests asked for, one per repeat; <c>ALL</c> asks for whatever there is.</summary>
    public IEnumerable<AstmTest> Tests() => Record[5].Divide().Select(repeat => new AstmTest(repeat));

    /// <summary>Q-7: since when.</summary>
    public AstmTime? From => AstmTime.Read(Record.Trimmed(7));

    /// <summary>Q-8: until when.</summary>
    public AstmTime? To => AstmTime.Read(Record.Trimmed(8));

    /// <summary>Q-13: what is asked for: O orders only, D demographics, F final results, N new or changed ones, A takes the last query back, and others.</summary>
    public string Status => Record.Trimmed(13);

    /// <summary>Whether the last query is taken back rather than another asked.</summary>
    public bool IsCancellation => Status == "A";
}

/// <summary>C: a remark on the record that it stands after (LIS2-A2 10). Texts are without the spaces around them, and empty when there are none.</summary>
/// <param name="Record">The record.</param>
public readonly record struct CommentRecord(AstmRecord Record)
{
    /// <summary>C-3: P practice, L laboratory system, I instrument.</summary>
    public string Source => Record.Trimmed(3);

    /// <summary>C-4: the remark; codes and texts are its components.</summary>
    public AstmValue Comment => Record[4];

    /// <summary>C-5: G general, T a test's name, P positive, N negative, I the instrument's flag.</summary>
    public string CommentType => Record.Trimmed(5);
}
