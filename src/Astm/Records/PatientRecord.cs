namespace Carewright.Astm.Records;

/// <summary>P: whom the orders after it are about (LIS2-A2 7). Texts are without the spaces around them, and empty when there are none.</summary>
/// <param name="Record">The record.</param>
public readonly record struct PatientRecord(AstmRecord Record)
{
    /// <summary>P-3: the id that the practice gave.</summary>
    public string PracticeId => Record.Trimmed(3);

    /// <summary>P-4: the id that the laboratory gave.</summary>
    public string LaboratoryId => Record.Trimmed(4);

    /// <summary>P-5: a further id, such as a national one.</summary>
    public string ThirdId => Record.Trimmed(5);

    /// <summary>P-6: last name, first name, middle name or initial, suffix, title.</summary>
    public AstmValue Name => Record[6];

    /// <summary>P-6.1.</summary>
    public string LastName => Record.Trimmed(6, 1);

    /// <summary>P-6.2.</summary>
    public string FirstName => Record.Trimmed(6, 2);

    /// <summary>P-8; instruments that keep an age put one of another form there, which is none.</summary>
    public AstmTime? Birthdate => AstmTime.Read(Record.Trimmed(8, 1));

    /// <summary>P-9: M, F or U, as it came.</summary>
    public string Sex => Record.Trimmed(9);

    /// <summary>P-14: who attends to the patient.</summary>
    public AstmValue AttendingPhysician => Record[14];

    /// <summary>P-26: where the patient is.</summary>
    public string Location => Record.Trimmed(26);

    /// <summary>What is ordered for the patient.</summary>
    public IEnumerable<OrderRecord> Orders() => Record.Children('O').Select(record => new OrderRecord(record));
}
